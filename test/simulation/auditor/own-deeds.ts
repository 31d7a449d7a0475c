/** What steps do beside sending, worked out a second time: what they say of somebody, publish, ask people for, and call. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { TASKS_OPEN_MAX } from '../../../shared/kernel/limits.ts'
import type { Era } from '../world/definitions.ts'
import { type Book, fact, type OwnJourney } from './book.ts'
import { askedOf } from './own-asks.ts'
import type { Ledger } from './own-ends.ts'
import { msOf, type OwnStep } from './own-steps.ts'

type Deed = { readonly book: Book; readonly era: Era; readonly journey: OwnJourney; readonly index: number }

export const doDeed = (deed: Deed, { verb, says }: OwnStep, at: number, ledger: Ledger): void => {
  const { book, journey, index } = deed
  const { id } = journey.campaign
  const place = `${id}#${journey.entry}.${index}`
  const said = says as JsonObject
  switch (verb) {
    case 'update':
      return update(book, journey, said, at, ledger)
    case 'emit':
      ledger.push(fact.emitted(place, said.event as string, { ...(said.properties as JsonObject), ...included(deed, said) }, at))
      return
    case 'task':
      return openTask(deed, said, place, at, ledger)
    default:
      ledger.push(fact.called(place, said.url as string, { ...(said.body as JsonObject), ...included(deed, said) }, at))
  }
}

/** What they have stands behind what is said of them now, however far ahead somebody's clock was. */
const update = (book: Book, { campaign, entry }: OwnJourney, said: JsonObject, at: number, ledger: Ledger): void => {
  const taken: Record<string, Json> = {}
  const refused: string[] = []
  const put = (name: string, value: Json): void => {
    const before = book.traits.get(name)
    book.traits.set(name, { value, at: before === undefined || before.at < at ? at : before.at + 1 })
    taken[name] = value
  }
  const sums: [string, number][] = []
  for (const [name, by] of Object.entries((said.add ?? {}) as Record<string, number>)) {
    const before = book.traits.get(name)?.value ?? 0
    if (typeof before === 'number') sums.push([name, before + by])
    else refused.push(name)
  }
  for (const [name, value] of Object.entries((said.traits ?? {}) as JsonObject)) put(name, value)
  for (const [name, sum] of sums) put(name, sum)
  ledger.push(fact.updated(campaign.id, entry, taken, refused, at))
}

/** Of the customer what the step names, in its place. */
const included = ({ book, era }: Deed, { include = [] }: JsonObject): JsonObject => {
  const told: Record<string, Record<string, Json>> = {}
  for (const path of include as readonly string[]) {
    const [kind = '', name = ''] = path.split('.')
    told[kind] = { ...told[kind], [name]: askedOf(book, era).seen(path) ?? null }
  }
  return told
}

const openTask = (deed: Deed, said: JsonObject, place: string, at: number, ledger: Ledger): void => {
  const { book, journey } = deed
  const dueAt = typeof said.due === 'string' ? at + msOf(said.due) : null
  const about = included(deed, said)
  ledger.push(fact.taskOpened(place, { title: said.title, note: said.note ?? null, assignee: said.assignee ?? null, dueAt, about }, at))
  const id = book.taskIds.get(place)?.shift() ?? `nobody knows which, at ${place}`
  book.tasks = [...book.tasks, { id, campaign: journey.campaign.id, entry: journey.entry }]
  while (book.tasks.length > TASKS_OPEN_MAX) closeTask(book, book.tasks[0]?.id ?? '', 'ended', null, at, ledger)
}

/** Closes a task that is open. */
export const closeTask = (book: Book, id: string, outcome: string, by: string | null, at: number, ledger: Ledger): void => {
  if (!book.tasks.some((task) => task.id === id)) return
  book.tasks = book.tasks.filter((task) => task.id !== id)
  ledger.push(fact.taskClosed(id, outcome, by, at))
}
