/** What must hold after any history, whatever happened in it. */
import { expect } from 'vitest'
import { MESSAGE_TAG } from '../../../shared/contract/mail-event.ts'
import type { Cloud } from '../cloud.ts'
import type { Books } from './books.ts'

export type Allowed = {
  /** Queues of dead letters that may hold something. */
  readonly dead?: readonly string[]
  /** Mails whose answer was lost: they may be gone, and are never sent again. */
  readonly unconfirmed?: boolean
}

/** No call was refused, nothing is left in a queue, no mail went twice, every message has an end, and no log names anybody. */
export const audit = (cloud: Cloud, books: Books, { dead = [], unconfirmed = false }: Allowed = {}): void => {
  expect(cloud.complaints()).toEqual([])
  const left = cloud.queues
    .filter(({ spec }) => !dead.some((name) => spec.name.endsWith(name)))
    .flatMap((queue) => (queue.depth() === 0 ? [] : [`${queue.spec.name}: ${queue.depth()}`]))
  expect(left).toEqual([])
  // Dead letters are kept for two weeks: a tick that was killed lies there, and the next one makes up for it.
  expect(cloud.queues.filter(({ spec }) => !spec.name.endsWith('-dead')).reduce((sum, queue) => sum + queue.expired(), 0)).toBe(0)

  const mailed = mailsById(cloud)
  expect([...mailed].filter(([, times]) => times > 1)).toEqual([])
  const statuses = new Map([...books.messages].map(([id, message]) => [id, (message as { readonly status: string }).status]))
  const endless = [...statuses].filter(
    ([, status]) => !ENDS.includes(status) && !(unconfirmed && ['unknown', 'unconfirmed'].includes(status)),
  )
  expect(endless).toEqual([])
  const sent = [...statuses].flatMap(([id, status]) => (status === 'sent' ? [id] : [])).sort()
  const gone = [...mailed.keys()].filter((id) => !unconfirmed || statuses.get(id) === 'sent').sort()
  expect(gone).toEqual(sent)
  expect(namedInLogs(cloud)).toEqual([])
}

const ENDS: readonly string[] = ['sent', 'withheld', 'refused', 'stale']

/** How often SES took each of our messages. */
export const mailsById = (cloud: Cloud): ReadonlyMap<string, number> => {
  const mails = new Map<string, number>()
  for (const { tags } of cloud.ses.inbox) {
    const id = tags[MESSAGE_TAG]?.[0] ?? 'without our tag'
    mails.set(id, (mails.get(id) ?? 0) + 1)
  }
  return mails
}

/** Lines of logs that hold an address of a customer. */
const namedInLogs = (cloud: Cloud): readonly string[] =>
  [...cloud.fleets].flatMap(([name, { logs }]) =>
    logs.filter((line) => /@example\.(com|org)/.test(line)).map((line) => `${name}: ${line.slice(0, 200)}`),
  )
