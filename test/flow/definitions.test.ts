import { describe, expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { publishedRules } from '../../shared/flow/definitions.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'
import { isPassing } from '../../shared/flow/together.ts'
import { RULES_KEPT_MS } from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { example } from '../parsing/files.ts'

const policy = (version: number, source: Definition['source'] = example('policies/retail.json')): Definition => ({
  ...{ kind: 'policy', id: 'retail', version, publishedAt: epochMs(version), saltSeed: null, author: null, note: null },
  source,
})

const opened = () => {
  const { definitions } = openSqlite(':memory:')
  const asked = { stamps: 0, reads: 0 }
  const rules = keptRules({
    stamp: () => {
      asked.stamps += 1
      return definitions.stamp()
    },
    read: async () => {
      asked.reads += 1
      return publishedRules(await definitions.all())
    },
  })
  return { definitions, rules, asked }
}

describe('rules that a process keeps', () => {
  it('are asked for once a minute, and read again only where something was published', async () => {
    const { definitions, rules, asked } = opened()
    await definitions.publish(policy(1))
    await rules.refresh(epochMs(0))
    await rules.refresh(epochMs(RULES_KEPT_MS - 1))
    expect(asked).toEqual({ stamps: 1, reads: 1 })
    await rules.refresh(epochMs(RULES_KEPT_MS))
    expect(asked).toEqual({ stamps: 2, reads: 1 })
    const before = rules.now()
    await definitions.publish(policy(2, { ...(example('policies/retail.json') as object), entryMaxAge: '2d' } as Definition['source']))
    await rules.refresh(epochMs(RULES_KEPT_MS + 1), 'afresh')
    expect(asked).toEqual({ stamps: 3, reads: 2 })
    expect(rules.now()).not.toBe(before)
    expect(rules.now().policy.entryMaxAgeMs).not.toBe(before.policy.entryMaxAgeMs)
  })

  it('are asked for again where the clock was set back', async () => {
    const { definitions, rules, asked } = opened()
    await definitions.publish(policy(1))
    await rules.refresh(epochMs(100_000))
    await rules.refresh(epochMs(1))
    expect(asked.stamps).toBe(2)
  })

  it('are asked for once by those who ask at once', async () => {
    const { definitions, rules, asked } = opened()
    await definitions.publish(policy(1))
    await Promise.all([rules.refresh(epochMs(0)), rules.refresh(epochMs(0)), rules.refresh(epochMs(0))])
    expect(asked).toEqual({ stamps: 1, reads: 1 })
  })

  it('are waited for where nothing was published yet: what came goes back to its queue', async () => {
    const { definitions, rules } = opened()
    const failure = await rules.refresh(epochMs(0)).catch((thrown: unknown) => thrown)
    expect(isPassing(failure)).toBe(true)
    await definitions.publish(policy(1))
    await rules.refresh(epochMs(1))
    expect(rules.now().policy.lifecycle).toBeDefined()
  })

  it('that can no longer be read are a defect, by name', async () => {
    const { definitions, rules } = opened()
    await definitions.publish(policy(1, { lifecycle: 'soon' }))
    const failure = await rules.refresh(epochMs(0)).catch((thrown: unknown) => thrown as Error)
    expect((failure as Error).message).toContain('policy retail version 1')
    expect(isPassing(failure)).toBe(false)
  })
})
