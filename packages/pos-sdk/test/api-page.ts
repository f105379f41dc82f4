// The library's reference, made from its comments: for every file that a POS may import, what it exports, how it is called,
// and what the comment above it says.
import {
  isArrowFunction,
  isClassDeclaration,
  isFunctionDeclaration,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isTypeAliasDeclaration,
  isVariableStatement,
  ModifierFlags,
  type Node,
  type SourceFile,
  type Statement,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

import { clientRooms, listEntries, root } from './entries.ts'

const folder = 'packages/pos-sdk/src/'

/** The last comment of documentation before the node, as plain text. */
function docOf(node: Node, file: SourceFile): string {
  const before = file.text.slice(node.pos, node.getStart(file))
  const comment = before.match(/\/\*\*([\s\S]*?)\*\//g)?.at(-1) ?? ''
  return comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()
}

/** From where the node begins to its body, or to its end when it has none. */
function signatureOf(node: Node, file: SourceFile, body: Node | undefined): string {
  const text = file.text.slice(node.getStart(file), body ? body.getStart(file) : node.end)
  return text
    .replace(/=>\s*$/, '')
    .replace(/^export /, '')
    .trim()
}

const code = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``

interface Shown {
  readonly title: string
  readonly signature: string
  readonly doc: string
}

function membersOf(statement: Statement, file: SourceFile): Shown[] {
  if (isClassDeclaration(statement)) {
    return statement.members.filter(isMethodDeclaration).flatMap((member) => {
      const title = member.name.getText(file)
      if (title.startsWith('#')) return []
      return [{ title, signature: signatureOf(member, file, member.body), doc: docOf(member, file) }]
    })
  }
  if (!isVariableStatement(statement)) return []
  const made = statement.declarationList.declarations[0]?.initializer
  if (!made || !isArrowFunction(made)) return []
  // Either an object in brackets, or a body that ends in returning one.
  const objects: Node[] = []
  made.body.forEachChild((child) => void (isObjectLiteralExpression(child) && objects.push(child)))
  const methods: Shown[] = []
  for (const object of objects) {
    object.forEachChild((property) => {
      if (!isPropertyAssignment(property) || !isArrowFunction(property.initializer)) return
      const title = property.name.getText(file)
      methods.push({
        title,
        signature: signatureOf(property, file, property.initializer.body),
        doc: docOf(property, file),
      })
    })
  }
  return methods
}

function shownOf(statement: Statement, file: SourceFile): (Shown & { members: Shown[] }) | undefined {
  const isExported = 'modifierFlags' in statement && ((statement.modifierFlags as number) & ModifierFlags.Export) !== 0
  if (!isExported) return undefined
  const doc = docOf(statement, file)
  const members = membersOf(statement, file)
  if (isFunctionDeclaration(statement)) {
    return { title: statement.name?.text ?? '', signature: signatureOf(statement, file, statement.body), doc, members }
  }
  if (isClassDeclaration(statement)) {
    const title = statement.name?.text ?? ''
    return { title, signature: `class ${title}`, doc, members }
  }
  if (isInterfaceDeclaration(statement) || isTypeAliasDeclaration(statement)) {
    return { title: statement.name.text, signature: signatureOf(statement, file, undefined), doc, members }
  }
  if (!isVariableStatement(statement)) return undefined
  const title = statement.declarationList.declarations[0]?.name.getText(file) ?? ''
  const text = signatureOf(statement, file, undefined)
  const isShort = text.split('\n').length <= 3
  return { title, signature: members.length > 0 || !isShort ? `const ${title}` : text, doc, members }
}

function pageOf(entry: string, file: SourceFile): string {
  const opening = /^((?:\/\/.*\n)+)/.exec(file.text)?.[1] ?? ''
  const intro = opening.replaceAll(/^\/\/ ?/gm, '').trim()
  const parts = file.statements.flatMap((statement) => {
    const shown = shownOf(statement, file)
    if (!shown) return []
    const members = shown.members.map(({ title, signature, doc }) =>
      [`#### ${shown.title}.${title}`, doc, code(signature)].filter(Boolean).join('\n\n'),
    )
    return [[`### ${shown.title}`, shown.doc, code(shown.signature), ...members].filter(Boolean).join('\n\n')]
  })
  return [`## \`${entry}\``, intro, ...parts].filter(Boolean).join('\n\n')
}

export function printApi(): string {
  const api = new API({ cwd: root })
  try {
    const [project] = api.updateSnapshot({ openProjects: [`${root}tsconfig.json`] }).getProjects()
    const entries = listEntries().flatMap((entry) => (entry === 'client/client' ? [entry, ...clientRooms()] : [entry]))
    const pages = entries.map((entry) => {
      const file = project?.program.getSourceFile(`${root}${folder}${entry}.ts`)
      if (!file) throw new Error(`the README names ${entry}, which is not there`)
      return pageOf(entry, file)
    })
    const head =
      '# @tillside/pos-sdk: reference\n\nMade from the comments in the code by `npx vitest run packages/pos-sdk/test/api.test.ts -u`.'
    return `${[head, ...pages].join('\n\n')}\n`
  } finally {
    api.close()
  }
}
