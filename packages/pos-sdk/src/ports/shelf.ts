/** One text that is read and written whole, for what would be a pity to lose and no loss of value. */
export interface Shelf {
  /** Null when nothing was ever put there. */
  read(): Promise<string | null>
  write(text: string): Promise<void>
}
