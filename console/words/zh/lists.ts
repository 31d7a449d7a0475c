import type { ListWords } from '../words.ts'

export const listWords = (): ListWords => ({
  more: '显示更多',
  moreFailed: '其余内容未能取回。',
})
