import type { Worded } from '../en.ts'
import type { finding as english } from './en.ts'

export const finding: Omit<Worded<typeof english>, 'count_one'> = {
  results: '찾은 문서',
  count_other: '문서 {{count}}개',
  many: '문서가 {{count}}개보다 많습니다. 앞의 것만 보입니다',
  nothing: '“{{search}}”에 맞는 문서가 없습니다',
  nothingHint: '낱말의 일부로도 찾을 수 있습니다. 몇 초 전에 쓴 글은 조금 뒤에 나올 수 있습니다.',
  searching: '찾는 중…',
  onDevice: '오프라인입니다. 이 기기에서 연 문서의 제목에서만 찾습니다.',
  failed: '지금은 찾을 수 없습니다.',
  retry: '다시 시도',
  go: '문서로 가기',
  goHint: '문서의 제목이나 낱말',
  goRecent: '최근에 연 문서',
  goKeys: '{{enter}} 열기, {{modified}} 새 탭에서 열기',
  newNamed: '새 문서 “{{title}}”',
  newOne: '새 문서',
  notCreated: '지금은 서버에서 새 문서를 만들 수 없습니다.',
}
