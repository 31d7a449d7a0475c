import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const REASONS: Readonly<Record<string, string>> = {
  invalid: 'It could not be read',
  'in-the-future': 'It claims to have happened later than it arrived',
  uncertain: 'It may have been counted before, and nobody can tell any more',
  'too-late': 'It is older than anything we keep',
  'unknown-variant': 'It names a variant that the experiment does not have',
  'state-full': 'The customer has no room for what it says',
  'wake-failed': 'Looking at this customer failed again and again',
}

export const quarantineWords = (format: Formats) => ({
  title: 'Quarantine',
  text: 'What arrived and could not be taken as it is. Nothing here is lost: mend it and send it in again, or dismiss it.',
  state: 'Which entries',
  states: { open: 'Open', dismissed: 'Dismissed' },
  total: (count: number) => counted(format, count, 'entry', 'entries'),
  reason: (because: string): string => REASONS[because] ?? because,
  arrived: 'Arrived',
  of: 'Customer',
  nobody: 'no customer could be made out',
  problems: 'What is wrong',
  came: 'What came',
  line: (line: number, column: number) => `line ${format.count(line)}, column ${format.count(column)}`,
  mend: 'Mend',
  close: 'Close the editor',
  dismiss: 'Dismiss',
  restore: 'Restore',
  notRetriable:
    'This cannot be sent in again: a part of it was taken already, it is not here whole, or it came from a file. Publish it again from where it came.',
  editor: 'The event as JSON',
  editorHint: 'It keeps its id, so that it counts once even when the publisher mends it, too.',
  fine: 'This is JSON.',
  notJson: (where: string) => `This is no JSON yet: look at ${where}.`,
  goThere: (where: string) => `Go to ${where}`,
  tidy: 'Indent',
  undoEdit: 'As it came',
  retry: 'Send it in again',
  taken: 'It was taken.',
  takenOf: 'See the customer',
  stillWrong: 'Not yet. This is wrong with it now:',
  dismissed: 'Dismissed.',
  undo: 'Undo',
  restored: 'It is open again.',
  failed: 'That did not work.',
  empty: {
    title: 'Nothing is in quarantine',
    text: 'That is good news: everything that arrived was understood and taken.',
    connect: 'See what arrives',
  },
  emptyDismissed: { title: 'Nothing was dismissed', text: 'What you dismiss is kept here, and can be restored.' },
})
