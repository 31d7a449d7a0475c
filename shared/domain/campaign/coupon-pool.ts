import type { Message } from '../messaging/message.ts'
import type { Campaign } from './campaign.ts'
import { somePartNames } from './mail-words.ts'

/** The pool that a mail hands a code of out; null: it says none, and needs none. */
export const couponPoolOf = ({ delivery, paths }: Campaign, { variant, step }: Pick<Message, 'variant' | 'step'>): string | null => {
  if (delivery.couponPool === null) return null
  const said = paths.get(variant)?.steps[step]
  return said?.type === 'send' && somePartNames(said.content, 'coupon') ? delivery.couponPool : null
}
