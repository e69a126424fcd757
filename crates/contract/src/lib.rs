//! What crosses the wire: data transfer types, AppError, the service traits.
