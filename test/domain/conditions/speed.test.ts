import { expect, it } from 'vitest'
import { compile } from '../../../shared/domain/conditions/compile.ts'
import { naive } from './naive.ts'
import { conditionOf } from './read.ts'
import { workload } from './speed.ts'

it('the rules whose speed is measured have the answers of the naive interpreter, but for versions, which it does not know', () => {
  const { rules, customers } = workload(200, 50)
  const known = rules.filter((rule) => !JSON.stringify(rule).includes('$vgte'))
  const program = compile(known.map((rule) => conditionOf(rule)))
  expect(known.length).toBeGreaterThan(50)
  for (const customer of customers) {
    expect(program.matchesAll(customer)).toEqual(known.flatMap((rule, index) => (naive(rule, customer) ? [index] : [])))
  }
})
