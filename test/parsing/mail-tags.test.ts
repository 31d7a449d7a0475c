import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customerInTags, tagsOf } from '../../shared/contract/mail-tags.ts'
import { ID_LENGTH_MAX } from '../../shared/kernel/limits.ts'
import { customerId, messageId } from '../../shared/kernel/words.ts'

const message = messageId('m-1')
/** As SES gives tags back. */
const given = (tags: ReturnType<typeof tagsOf>) => Object.fromEntries(tags.map(({ name, value }) => [name, [value]]))

describe('the tags of a mail', () => {
  it.each([
    { id: 'ann', tags: 1 },
    { id: 'ann+shop@example.com', tags: 1 },
    { id: 'x'.repeat(192), tags: 1 },
    { id: 'x'.repeat(193), tags: 2 },
    { id: '客'.repeat(ID_LENGTH_MAX), tags: 4 },
  ])('$id takes $tags', ({ id, tags }) => {
    const made = tagsOf(message, customerId(id), 'win-back')
    expect(made.filter(({ name }) => name.startsWith('rekindle-customer'))).toHaveLength(tags)
    expect(customerInTags(given(made))).toBe(id)
  })

  it('are of the letters SES takes, no name twice, and lead back to any customer', () => {
    const anyId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: ID_LENGTH_MAX }).filter((id) => id.length <= ID_LENGTH_MAX)
    fc.assert(
      fc.property(anyId, (id) => {
        const made = tagsOf(message, customerId(id), 'win-back')
        for (const { name, value } of made) expect(`${name} ${value}`).toMatch(/^[\w-]{1,256} [\w.@-]{1,256}$/)
        expect(new Set(made.map(({ name }) => name)).size).toBe(made.length)
        expect(customerInTags(given(made))).toBe(id)
      }),
    )
  })

  it.each([
    { tags: {} },
    { tags: { 'rekindle-customer': [] } },
    { tags: { 'rekindle-customer': ['a'] } },
    { tags: { 'rekindle-customer': ['%%%'] } },
    { tags: { 'rekindle-customer': ['_w'] } },
    { tags: { 'rekindle-customer-2': ['YW5u'] } },
  ])('$tags name nobody', ({ tags }) => expect(customerInTags(tags)).toBeNull())
})
