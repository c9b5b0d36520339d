/** Made by the build of what Emojibase knows: see `vite.config.ts`. */
declare module 'virtual:emoji-groups' {
  const groups: readonly (readonly (readonly [text: string, codes: string, hasTones: 0 | 1])[])[]
  export default groups
}
declare module 'virtual:emoji-en' {
  const names: readonly (readonly string[])[]
  export default names
}
declare module 'virtual:emoji-ko' {
  const names: readonly (readonly string[])[]
  export default names
}
