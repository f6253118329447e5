/**
 * Has the focus begin at a form's first field, so that one can type at once. To be called as the form appears in its dialog,
 * whose focus goes to what is marked for it by then, and otherwise to the first thing in it: the button that closes it.
 */
export function markFirstField(form: HTMLFormElement | null): void {
  if (form === null || form.querySelector('[data-autofocus]')) return
  form.querySelector('input, textarea')?.setAttribute('data-autofocus', '')
}
