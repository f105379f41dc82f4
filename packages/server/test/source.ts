// The repository's own source, read by the compiler's parser, for the rules of tidy.test.ts.
import { API } from 'typescript/unstable/sync'
import {
  type ExportDeclaration,
  type ImportDeclaration,
  isArrowFunction,
  isCallExpression,
  isClassDeclaration,
  isConstructorDeclaration,
  isEnumDeclaration,
  isExportDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isImportDeclaration,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isNamedExports,
  isNamedImports,
  isStringLiteral,
  isTypeAliasDeclaration,
  isVariableStatement,
  ModifierFlags,
  type Node,
  type SourceFile,
  type Statement,
  SyntaxKind,
} from 'typescript/unstable/ast'

export interface Import {
  /** As written: './store.ts', '@tillside/rules/time', 'node:fs'. */
  readonly specifier: string
  /** The file of ours that it names, from the repository's root; undefined for what comes from elsewhere. */
  readonly target: string | undefined
  readonly names: readonly string[]
  /** `import * as store`. */
  readonly isWhole: boolean
  readonly isTypeOnly: boolean
  /** `export … from`. */
  readonly isExport: boolean
}

export interface Source {
  /** From the repository's root: packages/server/src/app.ts. */
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  readonly imports: readonly Import[]
  readonly exports: readonly string[]
  readonly functions: readonly { readonly name: string; readonly line: number; readonly length: number }[]
  /** Lines with the type `any`. */
  readonly anyLines: readonly number[]
  /** Every name in it, and calls on things: `Date.now(`, `new Date()`, `sql.begin(`. */
  readonly identifiers: ReadonlySet<string>
  /** Nothing in it but imports and exports of other files' things. */
  readonly isBarrel: boolean
}

export const root = new URL('../../../', import.meta.url).pathname

/** What runs in a browser: folders of `apps`. */
export const apps: readonly string[] = ['kit', 'till', 'clienteling']

function targetOf(specifier: string, path: string): string | undefined {
  const ours = /^@tillside\/([^/]+)\/(.+)$/.exec(specifier)
  if (ours)
    return apps.includes(ours[1] ?? '') ? `apps/${ours[1]}/src/${ours[2]}.tsx` : `packages/${ours[1]}/src/${ours[2]}.ts`
  return specifier.startsWith('.') ? new URL(specifier, `file:///${path}`).pathname.slice(1) : undefined
}

function namesOf(statement: ImportDeclaration | ExportDeclaration): {
  names: string[]
  isWhole: boolean
  isTypeOnly: boolean
} {
  if (isImportDeclaration(statement)) {
    const clause = statement.importClause
    const bindings = clause?.namedBindings
    const isTypeOnly = clause?.phaseModifier === SyntaxKind.TypeKeyword
    if (!bindings || !isNamedImports(bindings)) return { names: [], isWhole: bindings !== undefined, isTypeOnly }
    const names = bindings.elements.map((element) => (element.propertyName ?? element.name).text)
    return { names, isWhole: false, isTypeOnly: isTypeOnly || bindings.elements.every((element) => element.isTypeOnly) }
  }
  const clause = statement.exportClause
  if (!clause || !isNamedExports(clause)) return { names: [], isWhole: true, isTypeOnly: statement.isTypeOnly }
  return {
    names: clause.elements.map((element) => (element.propertyName ?? element.name).text),
    isWhole: false,
    isTypeOnly: statement.isTypeOnly,
  }
}

function importsOf(file: SourceFile, path: string): Import[] {
  return file.statements.flatMap((statement): Import[] => {
    if (!isImportDeclaration(statement) && !isExportDeclaration(statement)) return []
    const module = statement.moduleSpecifier
    if (!module || !isStringLiteral(module)) return []
    return [
      {
        specifier: module.text,
        target: targetOf(module.text, path),
        isExport: isExportDeclaration(statement),
        ...namesOf(statement),
      },
    ]
  })
}

/** `const { name } = await import('…')`, and a screen that is fetched when its address is opened: `import('…'), 'Name'`. */
const lateImport = /(?:\{\s*([^{}]*?)\s*\}\s*=\s*await\s+)?\bimport\('([^']+)'\)(?:\s*,\s*'(\w+)')?/g

function lateImportsOf(text: string, path: string): Import[] {
  return [...text.matchAll(lateImport)].map(([, given = '', specifier = '', named]) => {
    const names = given.split(',').flatMap((name) => name.split(':')[0]?.trim() || [])
    const target = targetOf(specifier, path)
    return {
      specifier,
      target,
      names: named === undefined ? names : [...names, named],
      isWhole: false,
      isTypeOnly: false,
      isExport: false,
    }
  })
}

function exportsOf(statement: Statement): string[] {
  if (isVariableStatement(statement) && statement.modifierFlags & ModifierFlags.Export) {
    return statement.declarationList.declarations.flatMap(({ name }) => (isIdentifier(name) ? [name.text] : []))
  }
  const isNamed =
    isFunctionDeclaration(statement) ||
    isClassDeclaration(statement) ||
    isInterfaceDeclaration(statement) ||
    isTypeAliasDeclaration(statement) ||
    isEnumDeclaration(statement)
  return isNamed && statement.modifierFlags & ModifierFlags.Export && statement.name ? [statement.name.text] : []
}

const isFunction = (node: Node): boolean =>
  isFunctionDeclaration(node) ||
  isFunctionExpression(node) ||
  isArrowFunction(node) ||
  isMethodDeclaration(node) ||
  isConstructorDeclaration(node)

/** What is given to `describe` is a list of tests, not a function to follow. */
const isGroup = (node: Node, file: SourceFile): boolean =>
  isCallExpression(node.parent) && /^describe\b/.test(node.parent.getText(file))

function readSource(file: SourceFile, path: string): Source {
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1
  const functions: Source['functions'][number][] = []
  const anyLines: number[] = []
  const identifiers = new Set<string>()
  const visit = (node: Node): void => {
    if (node.kind === SyntaxKind.AnyKeyword) anyLines.push(lineAt(node.getStart(file)))
    if (isIdentifier(node)) identifiers.add(node.text)
    if (isFunction(node) && !isGroup(node, file)) {
      const [first, last] = [lineAt(node.getStart(file)), lineAt(node.end)]
      const name = (node as { name?: Node }).name?.getText(file) ?? 'a function'
      functions.push({ name, line: first, length: last - first + 1 })
    }
    node.forEachChild(visit)
  }
  visit(file)
  const foreign = file.statements.filter(
    (statement) => isImportDeclaration(statement) || isExportDeclaration(statement),
  )
  return {
    path,
    text: file.text,
    lines: file.text.trimEnd().split('\n'),
    imports: [...importsOf(file, path), ...lateImportsOf(file.text, path)],
    exports: file.statements.flatMap(exportsOf),
    functions,
    anyLines,
    identifiers,
    isBarrel: foreign.length === file.statements.length && foreign.some(isExportDeclaration),
  }
}

/** Every TypeScript file that tsconfig.json includes, and those of the screens. */
export function readSources(): Source[] {
  const api = new API({ cwd: root })
  try {
    return ['tsconfig.json', 'apps/tsconfig.json', 'apps/till/tsconfig.json', 'apps/clienteling/tsconfig.json'].flatMap(
      (config) => {
        const projects = api.updateSnapshot({ openProjects: [`${root}${config}`] }).getProjects()
        const project = projects.find(({ configFileName }) => configFileName === `${root}${config}`)
        if (!project) throw new Error(`${config} names no project`)
        const names = project.rootFiles.filter((name) => name.startsWith(`${root}apps/`) === config.startsWith('apps/'))
        return names.map((name) => {
          const file = project.program.getSourceFile(name)
          if (!file) throw new Error(`${name} could not be read`)
          return readSource(file, name.slice(root.length))
        })
      },
    )
  } finally {
    api.close()
  }
}
