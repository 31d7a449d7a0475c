/** Whoever else assigns chooses the ids: none may be what counters call a part of another experiment. */
import { expect, it } from 'vitest'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import { lookInto } from '../../shared/flow/publishing/look.ts'
import { sourcedText } from '../../shared/flow/publishing/sources.ts'
import type { Json } from '../../shared/kernel/json.ts'

const outside = (id: string): Json => ({
  id,
  name: 'A page of somebody else',
  control: 'old',
  variants: ['old', 'new'].map((name) => ({ name, weight: 1 })),
  metrics: [{ name: 'order', event: 'Order Completed', window: '30d' }],
})
const CAMPAIGN: Json = {
  ...{ id: 'win-back', name: 'Win back', topic: 'offers', status: 'active', entry: { stage: 'dormant' }, reentry: 'never' },
  steps: [{ send: { subject: 'Hello', text: 'Hello you' } }],
}

const problemsOf = async (...ids: readonly string[]): Promise<readonly string[]> => {
  const looked = await lookInto(
    {
      ...{ policy: null, segments: [], templates: null, templateFile: (file: string) => file },
      campaigns: [sourcedText('win-back.json', JSON.stringify(CAMPAIGN))],
      experiments: ids.map((id, index) => sourcedText(`outside-${index}.json`, JSON.stringify(outside(id)))),
    },
    's',
    TEMPLATE_TOOLS,
  )
  return looked.wrong.flatMap(({ file, problems }) => problems.map(({ path, problem }) => `${file}: ${path} ${problem}`))
}

it.each(['win-back#2', 'win-back by stage', 'win-back#2 by traits.plan'])('%s is refused, for a campaign is called so', async (id) => {
  expect(await problemsOf(id)).toEqual(['outside-0.json: id is what results call a part of win-back'])
})

it.each(['landing#2', 'landing by stage'])('%s is refused beside an experiment that is called so', async (id) => {
  expect(await problemsOf('landing', id)).toEqual(['outside-1.json: id is what results call a part of landing'])
  expect(await problemsOf(id)).toEqual([])
})

it('landing#2 by stage is refused beside landing#2, too', async () => {
  expect(await problemsOf('landing#2', 'landing#2 by stage')).toEqual(['outside-1.json: id is what results call a part of landing#2'])
})

it('win-back-2 is another experiment', async () => {
  expect(await problemsOf('win-back-2', 'won by luck')).toEqual([])
})
