import { describe, expect, it } from 'vitest'
import { PROD, synthesised, type Value } from './synthesised.ts'

const stacks = synthesised(PROD)

/** Hashes of assets change with every line of source; what is deployed by them is proved elsewhere. */
const masked = (value: Value): Value => {
  if (typeof value === 'string') return value.replace(/\b[0-9a-f]{64}\b/g, '<hash>')
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]))
}

describe('the templates of a stage', () => {
  it.each([...stacks])('%s', async (name, template) => {
    const { Resources, Outputs = {} } = template
    const text = `${JSON.stringify(masked({ Resources, Outputs } as unknown as Value), null, 1)}\n`
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.snap`)
  })
})
