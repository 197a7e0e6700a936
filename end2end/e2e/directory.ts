// The contacts behind the screen, over HTTP: what a test begins with, what somebody else does meanwhile, and
// what the server holds in the end.

import { COOKIE } from './accounts.mjs';

export type Permission = 'proactive' | 'reactive';
export type PermissionState = 'active' | 'blocked';

export interface Draft {
  name: string;
  contact_id: string;
  external_code: string;
  language: string;
  channel: string;
  proactive: PermissionState;
  reactive: PermissionState;
  reason?: string;
  evidence?: string;
}

export interface Contact {
  id: string;
  version: number;
  fields: {
    name: string | null;
    contact_id: string;
    external_code: string | null;
    language: string | null;
    channel: string;
    proactive: PermissionState;
    reactive: PermissionState;
  };
}

export class Directory {
  #url: () => string;
  #session: string;
  #added = 0;

  /** `session` is the value of somebody's session cookie. */
  constructor(url: () => string, session: string) {
    this.#url = url;
    this.#session = session;
  }

  async #call<T>(endpoint: string, body: unknown): Promise<T> {
    const answer = await fetch(`${this.#url()}/rpc/${endpoint}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        cookie: `${COOKIE}=${this.#session}`,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${endpoint}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** A contact with this name and, where nothing else is said, a WhatsApp number of its own. */
  add(name: string, rest: Partial<Draft> = {}): Promise<Contact> {
    this.#added += 1;
    const draft: Draft = {
      name,
      contact_id: String(34_600_000_000 + this.#added),
      external_code: '',
      language: '',
      channel: 'whatsapp',
      proactive: 'blocked',
      reactive: 'active',
      ...rest,
    };
    return this.#call('create_contact', { draft });
  }

  /** Numbered contacts: `Contact 001`, `Contact 002` … */
  async addMany(count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) {
      await this.add(`Contact ${String(number).padStart(3, '0')}`);
    }
  }

  get(id: string): Promise<Contact> {
    return this.#call('get_contact', { id });
  }

  /** All contacts of a question, such as `q=jose`. */
  async list(query = ''): Promise<Contact[]> {
    const page = await this.#call<{ rows: { contact: Contact }[] }>('list_contacts', { query });
    return page.rows.map((row) => row.contact);
  }

  /** Somebody else changes a contact's fields. */
  change(contact: Contact, changes: Partial<Draft>): Promise<Contact> {
    const { name, external_code, language, ...same } = contact.fields;
    const draft: Draft = {
      ...same,
      name: name ?? '',
      external_code: external_code ?? '',
      language: language ?? '',
      ...changes,
    };
    return this.#call('update_contact', { id: contact.id, version: contact.version, draft });
  }

  /** Somebody else flips a switch. */
  set(contact: Contact, permission: Permission, state: PermissionState): Promise<Contact> {
    return this.#call('set_permission', { id: contact.id, version: contact.version, permission, state });
  }

  /** The contact writes that it must stop, and the channel hands it on. */
  async stop(contact: Contact): Promise<void> {
    const answer = await fetch(`${this.#url()}/api/v1/contacts/${contact.id}/permissions`, {
      method: 'PATCH',
      headers: {
        'content-type': 'application/json',
        'if-match': '*',
        cookie: `${COOKIE}=${this.#session}`,
      },
      body: JSON.stringify({ proactive: 'blocked', source: 'opt-out-message', evidence: 'wamid.1' }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** Somebody else deletes a contact. */
  async remove(contact: Contact): Promise<void> {
    await this.#call('delete_contact', { id: contact.id, version: contact.version });
  }
}
