/** What the auditor checks of journeys and tasks when the world has come to rest. */
import type { SqliteStores } from '../../../shared/adapters/sqlite/open.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Journey } from '../../../shared/domain/journey/journey.ts'
import type { TaskId } from '../../../shared/kernel/words.ts'
import type { Task } from '../../../shared/ports/task-list.ts'
import type { Era } from '../world/definitions.ts'
import type { Auditor } from './auditor.ts'
import type { Book } from './book.ts'
import { comesAt } from './own-standing.ts'

/** Whoever is still on the way waits for something that comes, or for somebody to let the campaign go on. `rested`: what was due before is done. */
export const checkJourneys = ({ violate }: Auditor, book: Book, state: CustomerState, era: Era, rested: number): void => {
  const [seen, wanted] = [state.journeys.map(wordsOf), book.journeys.map(ownWordsOf)].map((words) => JSON.stringify(words.sort()))
  if (seen !== wanted) violate('I45', `${book.customer}, journeys`, String(seen), String(wanted))
  for (const { campaign, entry, position, unsettled } of state.journeys) {
    const about = `${book.customer}, ${campaign}#${entry}, ${position.status}`
    if (position.status === 'settling' || position.status === 'leaving') {
      if (unsettled.length === 0) violate('I45', about, 'nothing is left to settle', 'ended')
      continue
    }
    const due = comesAt(era, campaign, book.customer, position.status === 'waiting' ? position.wakeAt : position.since)
    if (due !== null && due < rested) violate('I45', about, `due @ ${new Date(due).toISOString()}`, 'gone on')
  }
}

const wordsOf = ({ campaign, entry, version, variant, position, milestones }: Journey): string =>
  `${campaign}#${entry} ${version} ${variant} ${position.status} ${'step' in position ? position.step : ''} ${[...milestones].sort().join()}`

const ownWordsOf = ({ campaign: { id, version }, entry, variant, place, done }: Book['journeys'][number]): string =>
  `${id}#${entry} ${version} ${variant} ${place.at === 'through' ? 'settling' : place.at} ${'step' in place ? place.step : ''} ${[...done].sort().join()}`

/** What is listed is what was decided and not closed, of whoever they are now. */
export const checkTasks = async ({ world, violate }: Auditor, { tasks }: SqliteStores): Promise<void> => {
  const listed: Task[] = []
  for (let after: TaskId | null = null; ; after = listed.at(-1)?.id ?? null) {
    const page = await tasks.list({ assignee: null, order: 'first-due', after, limit: PAGE })
    listed.push(...page)
    if (page.length < PAGE) break
  }
  const seen = listed.map(({ id, customerId }) => `${id} of ${customerId}`).sort()
  const wanted = [...world.books.values()].flatMap(({ customer, tasks: open }) => open.map(({ id }) => `${id} of ${customer}`)).sort()
  if (seen.join() !== wanted.join()) violate('I41', 'tasks that are listed', seen.join(', '), wanted.join(', '))
}

const PAGE = 50
