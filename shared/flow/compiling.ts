/** Compiling what was published, for those who read it without the grammar. Decision 0030. */
import { COMPILED_CODEC, keptCompiled } from '../contract/compiled/definition.ts'
import type { Compile, CompiledDefinition, CompiledStore, Definition, DefinitionStore } from '../ports/definitions.ts'
import { compiledRules } from './compiled-rules.ts'
import { publishedRules, readDefinition } from './definitions.ts'
import type { RulesSource } from './kept-rules.ts'

/** What is kept of a definition; nothing of one that can no longer be read, which whoever reads it says. */
export const compiledOf: Compile = (definition) => {
  const read = readDefinition(definition)
  return read.ok ? { codec: COMPILED_CODEC, value: keptCompiled(read.value) } : null
}

/**
 * Rules of whoever has the grammar: where not all is compiled, sources are read. `keeps`: and what they are compiled to is kept for all who
 * have none.
 */
export const compilingRules = (
  store: CompiledStore & Pick<DefinitionStore, 'stamp' | 'all'>,
  keeping: 'keeps' | 'keeps-nothing',
): RulesSource =>
  compiledRules(store, async (kept) => {
    const all = await store.all()
    if (keeping === 'keeps') await store.keep(COMPILED_CODEC, compiledAmong(all, kept))
    return publishedRules(all)
  })

const compiledAmong = (all: readonly Definition[], kept: readonly CompiledDefinition[]): readonly CompiledDefinition[] => {
  const names = new Set(kept.map(nameOf))
  return all
    .filter((one) => !names.has(nameOf(one)))
    .flatMap((one) => {
      const { kind, id, version } = one
      const compiled = compiledOf(one)
      return compiled === null ? [] : [{ kind, id, version, value: compiled.value }]
    })
}

const nameOf = ({ kind, id, version }: CompiledDefinition | Definition): string => `${kind} ${version} ${id}`
