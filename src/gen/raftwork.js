/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = {};

export const raftwork = $root.raftwork = (() => {

    /**
     * Namespace raftwork.
     * @exports raftwork
     * @namespace
     */
    const raftwork = {};

    raftwork.ConfChangeSingle = (function() {

        /**
         * Properties of a ConfChangeSingle.
         * @typedef {Object} raftwork.ConfChangeSingle.$Properties
         * @property {number|null} [type] ConfChangeSingle type
         * @property {number|null} [peerId] ConfChangeSingle peerId
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ConfChangeSingle.
         * @memberof raftwork
         * @interface IConfChangeSingle
         * @augments raftwork.ConfChangeSingle.$Properties
         * @deprecated Use raftwork.ConfChangeSingle.$Properties instead.
         */

        /**
         * Shape of a ConfChangeSingle.
         * @typedef {raftwork.ConfChangeSingle.$Properties} raftwork.ConfChangeSingle.$Shape
         */

        /**
         * Constructs a new ConfChangeSingle.
         * @memberof raftwork
         * @classdesc Represents a ConfChangeSingle.
         * @constructor
         * @param {raftwork.ConfChangeSingle.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ConfChangeSingle = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ConfChangeSingle type.
         * @member {number} type
         * @memberof raftwork.ConfChangeSingle
         * @instance
         */
        ConfChangeSingle.prototype.type = 0;

        /**
         * ConfChangeSingle peerId.
         * @member {number} peerId
         * @memberof raftwork.ConfChangeSingle
         * @instance
         */
        ConfChangeSingle.prototype.peerId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified ConfChangeSingle message. Does not implicitly {@link raftwork.ConfChangeSingle.verify|verify} messages.
         * @function encode
         * @memberof raftwork.ConfChangeSingle
         * @static
         * @param {raftwork.ConfChangeSingle.$Properties} message ConfChangeSingle message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ConfChangeSingle.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.type);
            if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && (typeof message.peerId === "object" ? message.peerId.low || message.peerId.high : message.peerId !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.peerId);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ConfChangeSingle message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.ConfChangeSingle
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.ConfChangeSingle & raftwork.ConfChangeSingle.$Shape} ConfChangeSingle
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ConfChangeSingle.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.ConfChangeSingle();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.peerId = value;
                        else
                            delete message.peerId;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfChangeSingle;
    })();

    raftwork.ConfChange = (function() {

        /**
         * Properties of a ConfChange.
         * @typedef {Object} raftwork.ConfChange.$Properties
         * @property {number|null} [transition] ConfChange transition
         * @property {Array.<raftwork.ConfChangeSingle.$Properties>|null} [changes] ConfChange changes
         * @property {Uint8Array|null} [context] ConfChange context
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ConfChange.
         * @memberof raftwork
         * @interface IConfChange
         * @augments raftwork.ConfChange.$Properties
         * @deprecated Use raftwork.ConfChange.$Properties instead.
         */

        /**
         * Shape of a ConfChange.
         * @typedef {raftwork.ConfChange.$Properties} raftwork.ConfChange.$Shape
         */

        /**
         * Constructs a new ConfChange.
         * @memberof raftwork
         * @classdesc Represents a ConfChange.
         * @constructor
         * @param {raftwork.ConfChange.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ConfChange = function (properties) {
            this.changes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ConfChange transition.
         * @member {number} transition
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.transition = 0;

        /**
         * ConfChange changes.
         * @member {Array.<raftwork.ConfChangeSingle.$Properties>} changes
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.changes = $util.emptyArray;

        /**
         * ConfChange context.
         * @member {Uint8Array} context
         * @memberof raftwork.ConfChange
         * @instance
         */
        ConfChange.prototype.context = $util.newBuffer([]);

        /**
         * Encodes the specified ConfChange message. Does not implicitly {@link raftwork.ConfChange.verify|verify} messages.
         * @function encode
         * @memberof raftwork.ConfChange
         * @static
         * @param {raftwork.ConfChange.$Properties} message ConfChange message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ConfChange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.transition != null && $Object.hasOwnProperty.call(message, "transition") && message.transition !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.transition);
            if (message.changes != null && message.changes.length)
                for (let i = 0; i < message.changes.length; ++i)
                    $root.raftwork.ConfChangeSingle.encode(message.changes[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.context != null && $Object.hasOwnProperty.call(message, "context") && message.context.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.context);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ConfChange message from the specified reader or buffer.
         * @function decode
         * @memberof raftwork.ConfChange
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {raftwork.ConfChange & raftwork.ConfChange.$Shape} ConfChange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ConfChange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.raftwork.ConfChange();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.transition = value;
                        else
                            delete message.transition;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.changes && message.changes.length))
                            message.changes = [];
                        message.changes.push($root.raftwork.ConfChangeSingle.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.context = value;
                        else
                            delete message.context;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ConfChange;
    })();

    return raftwork;
})();

export {
  $root as default
};
