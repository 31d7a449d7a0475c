/** `rekindle preview CAMPAIGN`: one customer's story, told by the flow itself. */
import { fileURLToPath } from 'node:url'
import { variantsOf } from '../../shared/flow/simulation/assumed.ts'
import type { SimulatedRules } from '../../shared/flow/simulation/rules.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { PREVIEW_DIDS_MAX, PREVIEW_REACH_MS } from '../../shared/kernel/limits-simulation.ts'
import { parseDuration } from '../../shared/kernel/time.ts'
import { customerId, type EpochMs } from '../../shared/kernel/words.ts'
import { draftIn, rulesOfDraft, standingIn, withFolder } from '../../local/simulation/ask.ts'
import { invented, personIn } from '../../local/simulation/person.ts'
import { preview, type PreviewAsk } from '../../local/simulation/preview.ts'
import type { Local } from '../../local/wiring.ts'
import { EXIT, Failure } from '../failure.ts'
import { unknown } from '../folder.ts'
import { answer, type Io } from '../io.ts'
import { outside } from '../outside.ts'
import { previewText } from '../preview-text.ts'
import { unknownCustomer } from './customer.ts'
import { entryWords } from './explain.ts'
import { filesOf } from './simulate.ts'

export type CampaignPreviewOptions = {
  readonly data: string
  readonly customer?: string
  readonly at?: EpochMs
  readonly variant?: string
  readonly did?: readonly string[]
  readonly trait?: readonly string[]
  readonly policy?: string
  readonly campaigns?: string
  readonly templates?: string
  readonly segments?: string
  readonly seed: number
  readonly json?: true
}

const RETAIL_POLICY = fileURLToPath(new URL('../../examples/policies/retail.json', import.meta.url))
const NOBODY = 'somebody'

export const previewCampaign = (io: Io, campaign: string, options: CampaignPreviewOptions): Promise<void> =>
  withFolder(options.data, async (local) => {
    const at = options.at ?? io.now()
    const seed = String(options.seed)
    const draft = await draftIn(filesOf(campaign, options), await standingIn(local), RETAIL_POLICY, seed)
    const rules = rulesOfDraft(draft, true, seed, at)
    const variant = options.variant ?? null
    const variants = variantsOf(rules.campaign)
    if (variant !== null && !variants.includes(variant)) throw unknown('variant', variant, variants)
    const before = await knownOf(local, rules, options, at)
    const dids = (options.did ?? []).map(didOf)
    if (dids.length > PREVIEW_DIDS_MAX) throw new Failure(EXIT.usage, `At most ${PREVIEW_DIDS_MAX} times --did.`)
    const story = await preview({ rules, customer: customerId(options.customer ?? NOBODY), before, at, variant, dids, seed })
    const told = { isInvented: options.customer === undefined, entry: entryWords(rules.campaign), variant }
    answer(io, options.json === true, outside({ ...story, ...told }), () => previewText(story, told))
  })

const knownOf = async (
  local: Local | null,
  { campaign, during }: SimulatedRules,
  { customer, trait, data }: CampaignPreviewOptions,
  at: EpochMs,
): Promise<PreviewAsk['before']> => {
  if (customer === undefined) return invented(customerId(NOBODY), campaign, during.policy, traitsOf(trait ?? []), at)
  const known = local === null ? null : await personIn(local, customerId(customer), at)
  if (known === null) throw unknownCustomer(customer, data)
  return known
}

/** `plan=pro`, `points=12`: JSON where it is some, else text. */
const traitsOf = (said: readonly string[]): JsonObject =>
  Object.fromEntries(
    said.map((one) => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(one) ?? []
      if (name === '') throw new Failure(EXIT.usage, `--trait ${one} is not NAME=VALUE.`, 'Such as --trait plan=pro.')
      return [name, parsed(value) ?? value]
    }),
  )

/** `Order Completed@+2d`, `Order Completed {"revenue": 30}@+2d`. */
const didOf = (said: string): PreviewAsk['dids'][number] => {
  const [, event = '', properties, duration = ''] = /^(.+?)\s*(\{.*\})?@\+(\w+)$/s.exec(said) ?? []
  const afterMs = parseDuration(duration)
  const read = properties === undefined ? {} : parsed(properties)
  if (event === '' || afterMs === null || afterMs > PREVIEW_REACH_MS || !isJsonObject(read))
    throw new Failure(
      EXIT.usage,
      `--did ${said} cannot be read.`,
      'Such as --did "Order Completed@+2d", or with properties: --did \'Order Completed {"revenue": 30}@+2d\'.',
    )
  return { event, properties: read, afterMs }
}

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
