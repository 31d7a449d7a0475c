import type { SendWindow } from './send-time.ts'

/** How a campaign's mails are to reach people. */
export type Delivery = {
  /** `confirmation`: asks somebody whether they meant to subscribe, so it goes to those who have not confirmed yet, and to nobody else. */
  readonly purpose: 'marketing' | 'confirmation'
  /** Higher goes first where a frequency cap has no room for both. */
  readonly priority: number
  /** What becomes of a mail a frequency cap or a budget has no room for. */
  readonly whenFull: 'defer' | 'drop'
  /** When mails may go, in the customer's own zone; null: whenever quiet hours allow. */
  readonly sendWindow: SendWindow | null
  /** Mails of this campaign a day at most; null: as many as there are. */
  readonly perDay: number | null
  /** Who writes; null: whom the policy names. */
  readonly from: string | null
  readonly replyTo: string | null
  /** The pool of which each customer gets one code; null: none. */
  readonly couponPool: string | null
}
