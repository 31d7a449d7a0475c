import { styleText } from 'node:util'
import { liveSince, type ShopPlan } from '../../examples/shop/plan.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { bar, grouped } from '../shop/report.ts'
import type { ShopProgress } from '../shop/run.ts'

const BETWEEN_UPDATES_MS = 100
const BAR_WIDTH = 30

/** One line that moves where somebody watches, and nothing where the output is kept. */
export const progressLine = (plan: ShopPlan) => {
  const { stdout } = process
  const spanMs = liveSince(plan) - plan.startAt
  const startedAt = performance.now()
  let shownAt = startedAt
  const update = ({ clock, events, mails }: ShopProgress): void => {
    const now = performance.now()
    if (!stdout.isTTY || now - shownAt < BETWEEN_UPDATES_MS) return
    shownAt = now
    const share = Math.max((clock - plan.startAt) / spanMs, 0.001)
    const left = `${(((now - startedAt) / 1000) * (1 / share - 1)).toFixed(0)} s left`
    const counts = `${grouped(events)} events, ${grouped(mails)} mails`
    stdout.write(
      `\r\x1b[2K  ${isoOf(clock).slice(0, 10)}  ${styleText('cyan', bar(share, BAR_WIDTH).padEnd(BAR_WIDTH, '░'))}  ${counts}, ${left}`,
    )
  }
  const clear = (): void => {
    if (stdout.isTTY) stdout.write('\r\x1b[2K')
  }
  return { update, clear }
}
