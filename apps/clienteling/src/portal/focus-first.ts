/** `ref={focusFirst}`: where a dialog puts the focus when it opens. React keeps the attribute to itself. */
export function focusFirst(element: HTMLElement | null): void {
  element?.setAttribute('autofocus', '')
}
