import { cell } from '../parts/observable.ts'

export const switcherOpen = cell(false)
