/**
 * Where something floats that belongs to the page: in its main part, so that it is found there by those who hear
 * the page; over a dialog, where everything else is hidden, at the end of the document.
 */
export function landmark(): HTMLElement | undefined {
  if (document.querySelector('[role="dialog"][data-state="open"]')) return undefined
  return document.querySelector("main") ?? undefined
}
