import type { Rules } from '../domain/customer/rules.ts'
import type { ChangeStream } from '../ports/change-stream.ts'
import type { CustomerStore } from '../ports/customer-store.ts'
import type { LinkMaker } from '../ports/links.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { MessageQueue } from '../ports/message-queue.ts'
import type { Pace } from '../ports/pace.ts'
import type { QuarantineStore } from '../ports/quarantine.ts'
import type { Renderer } from '../ports/renderer.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import type { Switchboard } from './switches.ts'

/** What decides and commits. */
export type Decider = Pick<Engine, 'store' | 'rules'>

/** What claims mail and hands it over. */
export type Sender = Pick<Engine, 'store' | 'rules' | 'queue' | 'mailer' | 'pace' | 'links' | 'renderer' | 'sender'>

/** What takes in what happens: it decides and commits, and sends nothing. */
export type Taker = Pick<Engine, 'store' | 'quarantine' | 'rules'>

/** All that the flow needs from outside, wired once a process. */
export type Engine = {
  readonly store: CustomerStore
  readonly stream: ChangeStream
  readonly tallies: TallyStore
  readonly quarantine: QuarantineStore
  readonly queue: MessageQueue
  readonly mailer: Mailer
  readonly pace: Pace
  readonly links: LinkMaker
  /** Who writes where neither the campaign nor the policy says; null: then nobody does, and the mail is refused. */
  readonly sender: string | null
  readonly renderer: Renderer
  /** What stops all sending, or one campaign. */
  readonly switches: Switchboard
  /** The rules as they stand, the switches among them; at most 60 seconds old. */
  readonly rules: () => Rules
}
