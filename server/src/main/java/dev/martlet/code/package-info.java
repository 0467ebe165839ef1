/**
 * Code of functions: archives are verified, unpacked, and shared read-only, named by their digest.
 *
 * <p>Archives are hostile. Nothing of one reaches the disk before all of it has been checked, and
 * what is written holds only directories, plain files and, made last, symbolic links that this
 * process never follows. Knows nothing of functions, requests or sandboxes. Everything here blocks
 * on files and is safe for all threads unless it says otherwise.
 */
@NullMarked
package dev.martlet.code;

import org.jspecify.annotations.NullMarked;
