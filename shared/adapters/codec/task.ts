/** Tasks as texts, without the keys by which their stores find them: whose they are may change. */
import type { JsonObject } from '../../kernel/json.ts'
import { campaignId, type CustomerId, epochMs, type TaskId } from '../../kernel/words.ts'
import type { Closed, Task } from '../../ports/task-list.ts'

export const encodeTask = ({ id: _, customerId: __, ...task }: Task): string => JSON.stringify(task)

export const decodeTask = (id: TaskId, customerId: CustomerId, text: string): Task => {
  const { campaign, dueAt, openedAt, closed, ...rest } = JSON.parse(text) as Kept
  return {
    ...{ id, customerId, campaign: campaignId(campaign), ...rest },
    dueAt: dueAt === null ? null : epochMs(dueAt),
    openedAt: epochMs(openedAt),
    closed: closed === null ? null : { ...closed, at: epochMs(closed.at) },
  }
}

type Kept = {
  readonly campaign: string
  readonly entry: number
  readonly title: string
  readonly note: string | null
  readonly assignee: string | null
  readonly dueAt: number | null
  readonly about: JsonObject
  readonly openedAt: number
  readonly closed: (Omit<Closed, 'at'> & { readonly at: number }) | null
}
