import type { Rules } from '../domain/customer/rules.ts'
import type { ChangeStream } from '../ports/change-stream.ts'
import type { CustomerStore } from '../ports/customer-store.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { MessageQueue } from '../ports/message-queue.ts'
import type { QuarantineStore } from '../ports/quarantine.ts'
import type { Renderer } from '../ports/renderer.ts'
import type { TallyStore } from '../ports/tally-store.ts'

/** All that the flow needs from outside, wired once a process. */
export type Engine = {
  readonly store: CustomerStore
  readonly stream: ChangeStream
  readonly tallies: TallyStore
  readonly quarantine: QuarantineStore
  readonly queue: MessageQueue
  readonly mailer: Mailer
  readonly renderer: Renderer
  /** The rules as they stand; at most 60 seconds old. */
  readonly rules: () => Rules
}
