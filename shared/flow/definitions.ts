/** From published definitions to what they mean, by the grammar of files: for whoever publishes, and for whoever has no room to save. */
import { readPublishedCampaign } from '../contract/campaign.ts'
import type { CheckTemplate } from '../contract/campaign-steps.ts'
import type { Compiled } from '../contract/compiled/definition.ts'
import { parseCompiledTemplate } from '../contract/compiled-template.ts'
import { parseExperiment } from '../contract/experiment.ts'
import { parsePolicy } from '../contract/policy.ts'
import { parseSegment } from '../contract/segment.ts'
import { parseStatus } from '../contract/status.ts'
import { unreachable } from '../kernel/assert.ts'
import type { Parsed } from '../kernel/problem.ts'
import { campaignId } from '../kernel/words.ts'
import type { Definition } from '../ports/definitions.ts'
import type { RulesRead } from './kept-rules.ts'
import type { FileProblems } from './publishing/look.ts'
import { rulesTogether } from './rules-together.ts'

/** The rules that published definitions make. Their texts were judged when they were published: `checkTemplate` is not asked again. */
export const readRules = (definitions: readonly Definition[], _checkTemplate: CheckTemplate): RulesRead => publishedRules(definitions)

/** The rules that published definitions make. */
export const publishedRules = (definitions: readonly Definition[]): RulesRead => {
  const wrong: FileProblems[] = []
  const all = definitions.flatMap((one): readonly Compiled[] => {
    const read = readDefinition(one)
    if (!read.ok) wrong.push({ file: `${one.kind} ${one.id} version ${one.version}`, problems: read.problems })
    return read.ok ? [read.value] : []
  })
  if (wrong.length > 0) return { ok: false, because: 'unreadable', wrong }
  const rules = rulesTogether(all)
  return rules === null ? { ok: false, because: 'no-policy' } : { ok: true, rules }
}

/** What one definition means, or why that can no longer be said. */
export const readDefinition = ({ kind, id, version, publishedAt, saltSeed, source }: Definition): Parsed<Compiled> => {
  switch (kind) {
    case 'policy':
      return made(parsePolicy(source, saltSeed ?? ''), (policy) => ({ kind, policy }))
    case 'template':
      return made(parseCompiledTemplate(source, version), (content) => ({ kind, content }))
    case 'segment':
      return made(parseSegment(source), (segment) => ({ kind, segment: { ...segment, version, publishedAt } }))
    case 'campaign':
      return made(readPublishedCampaign(source, { version, publishedAt, saltSeed: saltSeed ?? '' }), (campaign) => ({ kind, campaign }))
    case 'experiment':
      return made(parseExperiment(source), (experiment) => ({ kind, experiment }))
    case 'status':
      return made(parseStatus(source), (word) => ({ kind, said: { campaign: campaignId(id), word: { ...word, at: publishedAt } } }))
    default:
      return unreachable(kind)
  }
}

const made = <T>(parsed: Parsed<T>, of: (value: T) => Compiled): Parsed<Compiled> =>
  parsed.ok ? { ok: true, value: of(parsed.value) } : parsed
