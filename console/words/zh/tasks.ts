import type { Formats } from '../formats.ts'
import type { TaskWords } from '../words.ts'
import { newsText } from './lists.ts'

export const taskWords = (format: Formats): TaskWords => ({
  title: '待办',
  text: '营销活动要求人工为客户完成的事项。客户的旅程不会因此等待。',
  order: '排列顺序',
  orders: { 'first-due': '最早到期在前', 'last-due': '最晚到期在前' },
  news: (count, isMore) => newsText(format, count, isMore, '个新待办'),
  of: (assignee) => `${assignee} 的待办。`,
  everybody: '显示所有人的',
  about: '客户',
  opened: '创建于',
  due: '到期',
  noDue: '有空即可',
  overdue: '已逾期',
  assignee: '负责人',
  nobody: '未指定',
  close: { done: '完成', dismissed: '不再处理' },
  asked: { done: '结果如何？可以不填。', dismissed: '为什么不处理？' },
  told: { done: '已完成，并记入该客户的历史。', dismissed: '已关闭，原因记入该客户的历史。' },
  empty: {
    title: '没有待办事项',
    text: '含有“task”步骤的营销活动会在这里请人做事：打一通电话、寄一封信、查看一个账户。',
    campaigns: '查看营销活动',
  },
})
