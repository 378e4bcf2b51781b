import type { Constructor } from '../../decorator/ClassMarks';
import { lineage } from '../../metadata/lineage';
import type { MapPlace } from '../../passport/map/PassportMap';
import type { SourceFiles } from '../../passport/map/SourceFiles';
import { whereOf } from '../whereOf';

/** The place of a class, or of its method: the file and line are those of the class that declares the method. */
export function placeOf(files: SourceFiles, clazz: Constructor, method?: string): MapPlace {
  const declaring = method === undefined ? clazz : declaringClass(clazz, method);
  const file = files.fileOf(declaring, () => whereOf(declaring).file);
  return { className: clazz.name, method, file, line: file ? files.lineOf(file, declaring.name, method) : undefined };
}

// What nobody declares, a method that was put on an object for example, stands where the class does.
function declaringClass(clazz: Constructor, method: string): Constructor {
  const declares = ({ prototype }: Constructor): boolean => Object.hasOwn(prototype as object, method);
  return [...lineage(clazz)].find(declares) ?? clazz;
}
