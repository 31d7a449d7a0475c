import type { ChangeStream } from '../../../shared/ports/change-stream.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { DefinitionStore } from '../../../shared/ports/definitions.ts'
import type { Inspection } from '../../../shared/ports/inspection.ts'
import type { QuarantineStore } from '../../../shared/ports/quarantine.ts'
import type { TallyStore } from '../../../shared/ports/tally-store.ts'

/** The ports that every store has. */
export type Stores = {
  readonly customers: CustomerStore
  readonly quarantine: QuarantineStore
  readonly changes: ChangeStream
  readonly tallies: TallyStore
  readonly definitions: DefinitionStore
  readonly inspection: Inspection
}

/** The stores of the test that runs. */
export type Current<S> = () => S
