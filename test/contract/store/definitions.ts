import { describe, expect, it } from 'vitest'
import type { Definition } from '../../../shared/ports/definitions.ts'
import { at } from '../samples.ts'
import type { Current, Stores } from './stores.ts'

const WIN_BACK: Definition = {
  kind: 'campaign',
  id: 'win-back',
  version: 1,
  publishedAt: at(100),
  source: { name: 'Win-back', steps: [{ wait: '7d' }, { send: { subject: '🦊' } }], limits: { perWeek: 1.5, never: null } },
  saltSeed: 'salt',
  author: 'ann@example.com',
  note: 'Softer words after 🦊 the first week',
}

export const definitionsContract = (stores: Current<Stores>): void => {
  describe('definitions', () => {
    it.each<{ title: string; again: Partial<Definition>; answer: string; kept: number }>([
      { title: 'the same again', again: {}, answer: 'unchanged', kept: 1 },
      { title: 'the same at a later time', again: { publishedAt: at(200) }, answer: 'unchanged', kept: 1 },
      { title: 'the same with a new salt', again: { saltSeed: 'other' }, answer: 'unchanged', kept: 1 },
      { title: 'the same by somebody else', again: { author: 'bob', note: null }, answer: 'unchanged', kept: 1 },
      { title: 'the same with its keys in another order', again: { source: reversed(WIN_BACK.source) }, answer: 'unchanged', kept: 1 },
      { title: 'other content', again: { source: { name: 'Win-back' } }, answer: 'taken', kept: 1 },
      { title: 'a list where an object was', again: { source: [] }, answer: 'taken', kept: 1 },
      { title: 'the next version', again: { version: 2, source: {} }, answer: 'published', kept: 2 },
      { title: 'another id', again: { id: 'Win-back', source: {} }, answer: 'published', kept: 2 },
      { title: 'another kind', again: { kind: 'experiment', source: {} }, answer: 'published', kept: 2 },
    ])('$title: $answer', async ({ again, answer, kept }) => {
      const { definitions } = stores()
      expect(await definitions.publish(WIN_BACK)).toBe('published')
      expect(await definitions.publish({ ...WIN_BACK, ...again })).toBe(answer)
      const all = await definitions.all()
      expect(all).toHaveLength(kept)
      expect(all).toContainEqual(WIN_BACK)
    })

    it('are found one by one', async () => {
      const { definitions } = stores()
      await definitions.publish(WIN_BACK)
      await definitions.publish({ ...WIN_BACK, version: 2, source: { name: 'Again' }, saltSeed: null, author: null, note: null })
      expect(await definitions.find('campaign', 'win-back', 1)).toEqual(WIN_BACK)
      const again = { version: 2, source: { name: 'Again' }, saltSeed: null, author: null, note: null }
      expect(await definitions.find('campaign', 'win-back', 2)).toMatchObject(again)
      expect(await definitions.find('campaign', 'win-back', 3)).toBeNull()
      expect(await definitions.find('experiment', 'win-back', 1)).toBeNull()
    })

    it('are listed by kind, id and version', async () => {
      const { definitions } = stores()
      const of = (kind: Definition['kind'], id: string, version: number) => ({ ...WIN_BACK, kind, id, version })
      for (const one of [of('policy', 'p', 1), of('campaign', 'b', 10), of('campaign', 'b', 9), of('campaign', 'a', 1)])
        await definitions.publish(one)
      expect((await definitions.all()).map(({ id, version }) => `${id} ${version}`)).toEqual(['a 1', 'b 9', 'b 10', 'p 1'])
    })
  })
}

function reversed(source: Definition['source']): Definition['source'] {
  return Object.fromEntries(Object.entries(source as object).reverse())
}
