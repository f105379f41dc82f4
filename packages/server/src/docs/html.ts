// Writes HTML: whatever is put into a piece of it is escaped, unless it is a piece of HTML itself.

/** A piece of HTML. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | readonly Piece[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function print(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (typeof piece === 'object') return piece.map(print).join('')
  return String(piece).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(strings.reduce((sum, text, index) => sum + print(pieces[index - 1] ?? '') + text))

/** A sentence in which `code` is marked by backticks. */
export const inline = (text: string): Html =>
  new Html(
    text
      .split('`')
      .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>`.text : print(part)))
      .join(''),
  )

/** Paragraphs with empty lines between them. */
export const paragraphs = (text: string): Html =>
  html`${text.split('\n\n').map((part) => html`<p>${inline(part)}</p>`)}`

/** A name that can stand in an id or behind a `#`. */
export const anchor = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .replaceAll(/[^\w-]+/g, '-')
    .toLowerCase()
