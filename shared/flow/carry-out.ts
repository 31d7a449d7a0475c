/** What facts ask others to do: tasks for people, and calls to somebody's server. It decides nothing, and doing it again is harmless. */
import type { Fact } from '../domain/fact/fact.ts'
import { CARRY_OUT_BATCH } from '../kernel/limits-effects.ts'
import { type CustomerId, isErasedId } from '../kernel/words.ts'
import type { Call } from '../ports/caller.ts'
import type { ChangeStream, StreamPosition } from '../ports/change-stream.ts'
import type { Task, TaskList } from '../ports/task-list.ts'

/** A fact of a customer, and where among their facts it stands, where somebody can find it again by that. */
export type Told = { readonly customerId: CustomerId; readonly fact: Fact; readonly place: string | null }

/** `place`: of the fact that asked for it. */
export type OwedCall = Call & { readonly place: string | null }

/** `tasks`: where they are listed. `putCalls`: to whom calls are handed, who may have them already. */
export type Hands = {
  readonly tasks: Pick<TaskList, 'open' | 'close' | 'move'>
  readonly putCalls: (calls: readonly OwedCall[]) => Promise<void>
}

export type CarriedOut = { readonly opened: number; readonly called: number }

/** In the order in which it was told: a task that is opened and closed is closed in the end. */
export const carryOut = async ({ tasks, putCalls }: Hands, told: readonly Told[]): Promise<CarriedOut> => {
  const calls = told.flatMap(callOf)
  if (calls.length > 0) await putCalls(calls)
  let opened = 0
  for (const { customerId, fact } of told) {
    const task = taskOf(customerId, fact)
    if (task !== null) {
      await tasks.open([task])
      opened += 1
    }
    if (fact.type === 'task-closed') {
      const { at, outcome, by, note } = fact
      await tasks.close(fact.task, { at, outcome, by, note })
    }
    if (fact.type === 'merged' && !isErasedId(customerId)) await tasks.move(customerId, fact.into)
  }
  return { opened, called: calls.length }
}

/** One page of a shard that is read by position; answers the position after it. */
export const carryOutPage = async (hands: Hands, stream: ChangeStream, shard: string, after: StreamPosition): Promise<StreamPosition> => {
  const { items, to } = await stream.facts(shard, after, CARRY_OUT_BATCH)
  await carryOut(
    hands,
    items.map((item) => ({ ...item, place: null })),
  )
  return to
}

const taskOf = (customerId: CustomerId, fact: Fact): Task | null => {
  if (fact.type !== 'task-opened' || isErasedId(customerId)) return null
  const { task, campaign, entry, title, note, assignee, dueAt, about, at } = fact
  return { id: task, customerId, campaign, entry, title, note, assignee, dueAt, about, openedAt: at, closed: null }
}

const callOf = ({ customerId, fact, place }: Told): readonly OwedCall[] => {
  if (fact.type !== 'called' || isErasedId(customerId)) return []
  const { call, campaign, entry, url, body, at } = fact
  return [{ id: call, customerId, campaign, entry, url, body, at, place }]
}
