import { expect, it } from 'vitest'
import { CUSTOMER_FIELDS } from '../../shared/contract/customer-fields.ts'
import { parsePolicy } from '../../shared/contract/policy.ts'
import { documentOf } from '../../shared/domain/customer/document.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { example } from './files.ts'

it('conditions and templates may ask for what a customer document has, and for nothing else', () => {
  const policy = parsePolicy(example('policies/retail.json'))
  if (!policy.ok) throw new Error(JSON.stringify(policy.problems))
  expect(Object.keys(documentOf(unknownCustomer(customerId('c-1')), policy.value)).sort()).toEqual([...CUSTOMER_FIELDS].sort())
})
