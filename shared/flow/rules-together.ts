/** The rules that all published definitions make together, whoever read them. */
import type { Compiled, SaidOf } from '../contract/compiled/definition.ts'
import { linked, type Templates } from '../contract/compiled/mails.ts'
import type { MailContent } from '../domain/campaign/campaign.ts'
import type { Said } from '../domain/campaign/catalogue.ts'
import type { OperationalStatus } from '../domain/campaign/hold.ts'
import { type Rules, rulesOf } from '../domain/customer/rules.ts'
import type { CampaignId } from '../kernel/words.ts'

/** Null: there is no policy. `all`: the versions of each thing in order. */
export const rulesTogether = (all: readonly Compiled[]): Rules | null => {
  const of = <Kind extends Compiled['kind']>(kind: Kind): readonly Extract<Compiled, { readonly kind: Kind }>[] =>
    all.filter((one): one is Extract<Compiled, { readonly kind: Kind }> => one.kind === kind)
  const policy = of('policy').at(-1)?.policy
  if (policy === undefined) return null
  const templates = published(of('template').map(({ content }) => content))
  const campaigns = of('campaign').map(({ campaign }) => linked(campaign, templates))
  // An older version of one assigned outside would count every outcome twice.
  const latest = new Map(of('experiment').map(({ experiment }) => [experiment.id, experiment]))
  const segments = of('segment').map(({ segment }) => segment)
  return rulesOf(policy, campaigns, [...latest.values()], true, { segments, said: saidOf(of('status').map(({ said }) => said)) })
}

const saidOf = (all: readonly SaidOf[]): Said => {
  const said = new Map<CampaignId, OperationalStatus[]>()
  for (const { campaign, word } of all) said.set(campaign, [...(said.get(campaign) ?? []), word])
  return said
}

/** Those of the store, each version for itself. */
const published = (contents: readonly MailContent[]): Templates => ({
  names: [...new Set(contents.flatMap(({ template }) => template?.name ?? []))],
  find: (name, version) => contents.find(({ template }) => template?.name === name && template.version === version) ?? null,
})
