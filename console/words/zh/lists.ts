import type { Formats } from '../formats.ts'
import type { ListWords } from '../words.ts'

export const listWords = (): ListWords => ({
  more: '显示更多',
  moreFailed: '其余内容未能取回。',
})

/** 列表有新内容时按钮上的话。 */
export const newsText = (format: Formats, count: number, isMore: boolean, unit: string): string => {
  if (count === 0) return '列表有变化，点此更新'
  return isMore ? `超过 ${format.count(count)} ${unit}` : `${format.count(count)} ${unit}`
}
