import type { MapEntry, MapPlace } from './PassportMap';
import type { SourceFiles } from './SourceFiles';

/** Finds where something stands, when the map is drawn. */
export type PlaceFinder = (files: SourceFiles) => MapPlace;

/** Who knows of routes, tools and methods that Egg's router does not show, or shows as something else. */
export interface MapSource {
  entries(files: SourceFiles): readonly MapEntry[];
  /** The folder of the code that registers the routes of these entries: they are listed once. */
  readonly registrar?: string;
}
