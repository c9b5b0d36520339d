import { figureOf, flattenImage } from './html.ts'
import { lighten } from './lighten.ts'
import { provideImages } from './loading.ts'
import { take } from './take-images.ts'

export { rasterTypes } from '../../../formats/images/raster-types.ts'
export { changeImage, ImageRow, keepImage } from './insert-image.ts'
export { showHost } from './shown-hosts.ts'
export { imageAt, insertFiles, readyImage, tell } from './take-images.ts'

provideImages({ take, flatten: flattenImage, figure: figureOf, lighten })
