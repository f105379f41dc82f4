// A process that opens a journal, fills it until it is full or it is told to stop, and says what happened:
// node --import tsx journal-process.ts <path> [records to append]
import { openFileJournal } from '../src/adapters/file-journal.ts'
import { JournalError } from '../src/ports/storage.ts'

// Without this the system ends a process that writes beyond its limit, instead of refusing the write.
process.on('SIGXFSZ', () => {})
const [path = '', count = '1'] = process.argv.slice(2)
const say = (words: string): boolean => process.stdout.write(`${words}\n`)

try {
  const journal = await openFileJournal(path)
  let kept = 0
  try {
    for (; kept < Number(count); kept += 1) await journal.append([`${process.pid} ${kept} ${'x'.repeat(100)}`])
    say(`open ${kept}`)
  } catch (error) {
    say(`${error instanceof JournalError ? error.code : String(error)} ${kept}`)
  }
  // Held until somebody ends this process.
  setInterval(() => {}, 1_000)
} catch (error) {
  say(error instanceof JournalError ? error.code : String(error))
}
