import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { RULES, sentence } from './rules.ts'
import { readTree, treeOf } from './tree.ts'

const tree = treeOf(readTree(fileURLToPath(new URL('../..', import.meta.url))))

it.each(Object.entries(RULES))('keeps the rule: %s', (_name, rule) => {
  expect(rule(tree).map(sentence)).toEqual([])
})

it('reads the whole project', () => {
  expect(tree.sources.length).toBeGreaterThan(10)
})
