// Names that a text is compared with.

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The whole text, whatever space stands around it. */
export function whole(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}

/** A text that begins so. */
export function beginning(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}`);
}
