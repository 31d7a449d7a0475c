import { openQueued } from '../../shared/flow/doors/bus-event.ts'
import { take } from '../../shared/flow/doors/take.ts'
import type { Taker } from '../../shared/flow/engine.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { lotsOf, togetherOrAlone, type Undone } from '../../shared/flow/together.ts'
import { EVENTS_AT_ONCE } from '../../shared/kernel/limits.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Observer } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

/** Takes events from the bus: those of one customer fold into one commit, and a message that cannot be taken keeps back no other. */
export const intakeHandler = (observer: Observer, engine: Taker, freshen: Freshen, clock: Clock) => {
  const takeAll = withRules(freshen, clock, (messages: readonly Opened[]) =>
    take(
      engine,
      messages.flatMap(({ opened }) => opened),
    ),
  )
  return fromQueue(observer, async (taken, { hasTime, count }) => {
    const messages = taken.map((one): Opened => ({ one, opened: openQueued(one) }))
    const undone: Undone<Opened>[] = []
    for (const lot of lotsOf(messages, ({ opened }) => opened.length, EVENTS_AT_ONCE)) {
      undone.push(...(await togetherOrAlone(lot, takeAll, hasTime)))
    }
    const lost = new Set(undone.map(({ item }) => item))
    const done = messages.filter((message) => !lost.has(message)).flatMap(({ opened }) => opened)
    const refused = done.filter(({ sorted }) => sorted.type === 'quarantine').length
    count('taken', done.length - refused)
    if (refused > 0) count('quarantined', refused)
    return undone.map(({ item, because }) => ({ item: item.one, because }))
  })
}

type Opened = { readonly one: Taken; readonly opened: ReturnType<typeof openQueued> }
