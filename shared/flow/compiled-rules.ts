/** Rules from what definitions were compiled to when they were published: no grammar is needed to read them. Decision 0030. */
import { COMPILED_CODEC, compiledFrom } from '../contract/compiled/definition.ts'
import { Transient } from '../ports/customer-store.ts'
import type { CompiledDefinition, CompiledStore, DefinitionStore } from '../ports/definitions.ts'
import type { RulesRead, RulesSource } from './kept-rules.ts'
import { rulesTogether } from './rules-together.ts'

/** Something was published by an older Rekindle; the tick compiles it within its next minute. */
export class NotCompiled extends Transient {
  override name = 'NotCompiled'
}

/** What is compiled, and `otherwise` where some of what was published is not. */
export const compiledRules = (
  store: CompiledStore & Pick<DefinitionStore, 'stamp'>,
  otherwise: (kept: readonly CompiledDefinition[], missing: number) => Promise<RulesRead> = refuse,
): RulesSource => ({
  stamp: store.stamp,
  read: async () => {
    const { all, missing } = await store.compiled(COMPILED_CODEC)
    if (missing > 0) return otherwise(all, missing)
    const rules = rulesTogether(all.map(({ value }) => compiledFrom(value)))
    return rules === null ? { ok: false, because: 'no-policy' } : { ok: true, rules }
  },
})

const refuse = async (_: readonly CompiledDefinition[], missing: number): Promise<never> => {
  throw new NotCompiled(
    `${missing} of what was published is not compiled for this version of Rekindle (codec ${COMPILED_CODEC}): the function tick does so within a minute; where it does not, see its log`,
  )
}
