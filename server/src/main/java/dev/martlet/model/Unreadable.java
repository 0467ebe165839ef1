package dev.martlet.model;

/**
 * Implemented by what is thrown when a stored record is not as it was stored: the disk errs, or
 * somebody else has written. Its message names the record; trying again does not help.
 */
public interface Unreadable {}
