// Says which file was chosen, that it is too large before it is sent, and that it is being sent. The form works without this.

const form = document.querySelector('form.upload');
const input = form.elements.file;
const chosen = form.querySelector('output');
const hint = document.getElementById('file-hint');
const button = form.querySelector('[type=submit]');

input.addEventListener('change', () => {
  chosen.textContent = input.files[0]?.name ?? '';
  const tooLarge = (input.files[0]?.size ?? 0) > Number(form.dataset.max);
  input.setCustomValidity(tooLarge ? form.dataset.tooLarge : '');
  hint.classList.toggle('too-large', tooLarge);
  if (tooLarge) hint.textContent = form.dataset.tooLarge;
});

form.addEventListener('submit', () => {
  button.disabled = true;
  button.textContent = form.dataset.uploading;
});

// As it was, where one comes back to it.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
