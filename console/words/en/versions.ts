/** What people do with a campaign: hold it, let it go on, end it, and publish what an older version said. */
import type { CampaignSummary, CampaignVersion } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

type Deed = 'pause' | 'resume' | 'end' | 'take-back'
type Said = Extract<CampaignVersion, { readonly type: 'said' }>['status']
/** What somebody is asked before they do it. */
type Asking = { readonly button: string; readonly title: string; readonly text: string; readonly example: string }

export const versionWords = (format: Formats) => ({
  stateTitle: 'How it stands',
  state: {
    draft: 'It is published and checked, and lets nobody in. Publish its file with the status “active” to begin.',
    active: 'People enter, and go on with it.',
    paused: 'Nobody enters, and whoever is in it waits where they are.',
    ended: 'Nobody enters any more, and everybody has left it.',
  } satisfies Record<CampaignSummary['status'], string>,
  fileSays: 'Its file says so: only a new version of it changes that.',
  byWhom: (author: string | null, at: string, note: string | null) =>
    `${author ?? 'Somebody'}, on ${format.instant(at)}${note === null ? '' : `: “${note}”`}`,
  ask: (deed: Deed, name: string, people: number): Asking => askingOf(format, deed, name, people),
  because: 'Why? It is kept with who and when',
  undo: 'Undo',
  takenBack: (reason: string) => `Taken back: ${reason}`,
  doing: { pause: 'Paused', resume: 'Resumed', end: 'Ended', 'take-back': 'Taken back', 'roll-back': 'Rolled back' } satisfies Record<
    Deed | 'roll-back',
    string
  >,
  sweeping: (customers: number) => `Everybody is looked at once more: ${counted(format, customers, 'customer')}.`,
  spread: 'Over how long what waited goes on',
  spreads: { '0s': 'At once', '1h': 'Over an hour', '6h': 'Over 6 hours', '1d': 'Over a day' },
  title: 'Versions',
  text: 'What was published, by whom and why, and what people made of it since. A published version never changes.',
  list: 'Versions and changes of status, newest first',
  version: (version: number) => `Version ${version}`,
  live: 'Live',
  said: { active: 'Let go on', paused: 'Paused', ended: 'Ended' } satisfies Record<Said, string>,
  nobody: 'nobody said who',
  inIt: (waiting: number) => `${counted(format, waiting, 'customer')} in it`,
  compareTitle: 'What changed between two versions',
  from: 'From',
  to: 'To',
  only: 'There is one version, and nothing to compare it with.',
  same: 'They say the same.',
  changes: (count: number) => counted(format, count, 'difference'),
  before: (version: number) => `Version ${version} says`,
  absent: 'nothing',
  change: { new: 'New', gone: 'Gone', other: 'Changed' },
  whole: 'the whole file',
  rollBack: 'Roll back to it',
  rollBackTitle: (version: number) => `Roll back to version ${version}`,
  rollBackText: (next: number, version: number) => `Version ${next} is published, and says what version ${version} said.`,
  doRollBack: 'Publish it anew',
  rollBackExample: 'The new wait was too short',
  planPeople: 'Who is in it at this moment',
  planNobody: 'Nobody stands at any step.',
  planVersion: (version: number, waiting: number) => `${counted(format, waiting, 'customer')} in version ${version}`,
  planSettling: (count: number) =>
    `${counted(format, count, 'customer')} ${count === 1 ? 'has' : 'have'} taken every step; what became of their mails is not known yet`,
  planFinish: 'They finish the version they are in.',
  planMove: (moving: number) =>
    moving === 0
      ? 'It would take over whoever stands at a step it knows by name; at this moment that is nobody. They finish the version they are in.'
      : `It takes over ${counted(format, moving, 'customer')} who ${moving === 1 ? 'stands' : 'stand'} at a step it knows by name. The others finish the version they are in.`,
  changesMore: (count: number) => `and ${format.count(count)} more`,
  planChanges: 'What would be otherwise',
})

const askingOf = (format: Formats, deed: Deed, name: string, people: number): Asking => {
  const whom = people === 1 ? '1 customer who is in it' : `${format.count(people)} customers who are in it`
  switch (deed) {
    case 'pause':
      return {
        button: 'Pause',
        title: `Pause “${name}”`,
        text: `Nobody enters, and the ${whom} ${people === 1 ? 'waits' : 'wait'} where they are until it goes on. No new version of the file lifts this.`,
        example: 'The prices are wrong',
      }
    case 'resume':
      return {
        button: 'Let it go on',
        title: `Let “${name}” go on`,
        text: `People enter again, and the ${whom} ${people === 1 ? 'goes' : 'go'} on, not all at once. Mails that went stale meanwhile are dropped, and recorded.`,
        example: 'The prices are right now',
      }
    case 'end':
      return {
        button: 'End',
        title: `End “${name}”`,
        text: `Nobody enters any more, and the ${whom} ${people === 1 ? 'leaves' : 'leave'} it at once and ${people === 1 ? 'gets' : 'get'} nothing more of it. An end can be taken back: then people enter again, but who has left stays out.`,
        example: 'The spring is over',
      }
    case 'take-back':
      return {
        button: 'Take the end back',
        title: `Let “${name}” begin again`,
        text: 'People enter again. Who has left meanwhile stays out.',
        example: 'It was ended by mistake',
      }
  }
}
