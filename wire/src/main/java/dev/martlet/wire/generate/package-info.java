/**
 * Runs while the module is built: turns {@code wire/models} into the sources of {@code
 * dev.martlet.wire.shape.<service>}. Compiled before everything else, so it must not know the rest
 * of the module; nothing of the running product may know it.
 *
 * <p>Single-threaded, and deterministic: the same models give the same bytes. A file whose text
 * would not change is not written, so an unchanged model costs no recompilation.
 */
@NullMarked
package dev.martlet.wire.generate;

import org.jspecify.annotations.NullMarked;
