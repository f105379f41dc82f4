// The statements of a schema file, one by one: not every driver takes several at once.
import { readFileSync } from 'node:fs'

export type SchemaKind = 'sqlite' | 'postgres' | 'mariadb'

/** Statements end with a semicolon at the end of a line, but for those inside a function or a trigger. */
export const readStatements = (folder: string, kind: SchemaKind): readonly string[] =>
  readFileSync(`${folder}/schema.${kind}.sql`, 'utf8')
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\n(?=\n|create |pragma |$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
