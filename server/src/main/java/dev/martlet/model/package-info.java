/** What the product is. */
@NullMarked
package dev.martlet.model;

import org.jspecify.annotations.NullMarked;
