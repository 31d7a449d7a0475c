import type { Live } from '../../contract/api.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { AuditStore } from '../../ports/audit.ts'
import type { Counting } from '../../ports/counting.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { DefinitionStore } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import type { DraftStore, WrittenStore } from '../../ports/texts.ts'
import type { Sweeper } from '../publishing/status.ts'
import type { TemplateTools } from '../publishing/templates.ts'
import type { AroundKept } from './around.ts'
import type { Simulations } from './simulations.ts'

/** What the editor of campaigns looks into and changes, wherever it runs. */
export type EditorContext = {
  readonly stores: EditorStores
  /** What reads and judges texts; asked for when one is looked at first, for it is large. */
  readonly tools: () => Promise<TemplateTools>
  readonly around: AroundKept
  readonly publishing: EditorPublishing
  readonly counting: Counting
  /** Null: history cannot be played through here. */
  readonly simulations: Simulations | null
  readonly now: () => EpochMs
  readonly changed: (...what: readonly Live['changed']['what'][number][]) => void
}

export type EditorStores = {
  readonly definitions: DefinitionStore
  readonly drafts: DraftStore
  readonly written: WrittenStore
  readonly audit: AuditStore
  readonly customers: Pick<CustomerStore, 'load'>
  readonly directory: Pick<Directory, 'find' | 'latestEvents'>
}

export type EditorPublishing = {
  /** A new text for the salts of a campaign. */
  readonly drawSalt: () => string
  readonly sweep: Sweeper
  /** Reads the rules anew: who changed them sees at once what they changed. */
  readonly reread: () => Promise<void>
}
